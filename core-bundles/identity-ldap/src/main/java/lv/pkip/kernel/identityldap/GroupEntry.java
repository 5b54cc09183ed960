package lv.pkip.kernel.identityldap;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import lv.pkip.kernel.api.registry.Group;

/** A group, as the two kinds of group that clients know. */
final class GroupEntry implements Entry {
    private static final List<String> CLASSES = List.of("top", "groupOfNames", "posixGroup");

    private final Group group;
    private final String dn;
    private final String key;
    private final List<AccountEntry> members;

    /** @param members those that may be used today, in the order of their logins */
    GroupEntry(Group group, String above, String keyAbove, List<AccountEntry> members) {
        this.group = group;
        this.dn = "cn=" + group.name() + "," + above;
        this.key = "cn=" + group.name() + "," + keyAbove;
        this.members = members;
    }

    List<AccountEntry> members() {
        return members;
    }

    @Override
    public String dn() {
        return dn;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public UUID uuid() {
        return group.id();
    }

    @Override
    public List<String> values(Attribute attribute) {
        return switch (attribute) {
            case OBJECT_CLASS -> CLASSES;
            case STRUCTURAL -> List.of("groupOfNames");
            case CN -> List.of(group.name());
            case DESCRIPTION -> Entry.unlessEmpty(group.title());
            case GID_NUMBER -> List.of(Integer.toString(group.number()));
            case MEMBER -> members.stream().map(AccountEntry::dn).toList();
            case MEMBER_UID -> members.stream().map(AccountEntry::login).toList();
            default -> List.of();
        };
    }

    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    public String login() {
        return "";
    }

    @Override
    public boolean isAs(Entry other) {
        return other instanceof GroupEntry that && group.equals(that.group) && members.size() == that.members.size()
                && IntStream.range(0, members.size()).allMatch(i -> members.get(i).key().equals(that.members.get(i).key()));
    }
}
