package lv.pkip.kernel.identityldap;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import lv.pkip.kernel.api.registry.Account;

/** A member of staff, or another system. */
final class AccountEntry implements Entry {
    private static final List<String> PERSON = List.of("top", "person", "organizationalPerson", "inetOrgPerson", "pkipPerson");
    private static final List<String> SERVICE = List.of("top", "account", "pkipService");

    private final Account account;
    private final String dn;
    private final String key;
    private final UnitEntry unit;
    private final String title;
    private final String house;
    private List<GroupEntry> groups = List.of();

    /**
     * @param unit  where the person works, null when nowhere
     * @param title of the position, empty when none
     * @param house name of the municipality
     */
    AccountEntry(Account account, String above, String keyAbove, UnitEntry unit, String title, String house) {
        this.account = account;
        this.dn = "uid=" + account.login() + "," + above;
        this.key = "uid=" + account.login() + "," + keyAbove;
        this.unit = unit;
        this.title = title;
        this.house = house;
    }

    /** While the catalog is being made: groups are known after their members. */
    void joins(GroupEntry group) {
        if (groups.isEmpty()) {
            groups = new ArrayList<>(2);
        }
        groups.add(group);
    }

    Account account() {
        return account;
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
        return account.id();
    }

    @Override
    public List<String> values(Attribute attribute) {
        return switch (attribute) {
            case UID -> List.of(account.login());
            case OBJECT_CLASS -> isPerson() ? PERSON : SERVICE;
            case STRUCTURAL -> List.of(isPerson() ? "inetOrgPerson" : "account");
            case CN, DISPLAY_NAME -> Entry.unlessEmpty(account.profile().displayName());
            case CREATED -> List.of(Rule.time(account.created()));
            case MODIFIED -> List.of(Rule.time(account.changed()));
            case MEMBER_OF -> groups.isEmpty() ? List.of() : groups.stream().map(GroupEntry::dn).toList();
            case O -> Entry.unlessEmpty(house);
            default -> isPerson() ? ofPerson(attribute) : List.of();
        };
    }

    private List<String> ofPerson(Attribute attribute) {
        return switch (attribute) {
            // A person has one by the schema; who is registered under one name only is found by that.
            case SN -> List.of(account.profile().familyName().isEmpty() ? account.profile().displayName() : account.profile().familyName());
            case GIVEN_NAME -> Entry.unlessEmpty(account.profile().givenName());
            case MAIL -> Entry.unlessEmpty(account.profile().email());
            case TELEPHONE_NUMBER -> Entry.unlessEmpty(account.profile().phone());
            case PREFERRED_LANGUAGE -> Entry.unlessEmpty(account.profile().language());
            case EMPLOYEE_NUMBER -> Entry.unlessEmpty(account.employment().employeeNumber());
            case TITLE -> Entry.unlessEmpty(title);
            case OU -> unit == null ? List.of() : Entry.unlessEmpty(unit.unit().name("lv"));
            case DEPARTMENT_NUMBER -> unit == null ? List.of() : List.of(unit.unit().id());
            case UNIT -> unit == null ? List.of() : List.of(unit.dn());
            case MANAGER -> unit == null || unit.head().equals(dn) ? List.of() : Entry.unlessEmpty(unit.head());
            default -> List.of();
        };
    }

    private boolean isPerson() {
        return account.kind() == Account.Kind.PERSON;
    }

    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    public String login() {
        return account.login();
    }

    @Override
    public boolean isAs(Entry other) {
        return other instanceof AccountEntry that && (account == that.account || account.equals(that.account)) && key.equals(that.key)
                && title.equals(that.title) && house.equals(that.house) && (unit == null ? that.unit == null : that.unit != null && unit.isAs(that.unit))
                && groups.size() == that.groups.size()
                && IntStream.range(0, groups.size()).allMatch(i -> groups.get(i).key().equals(that.groups.get(i).key()));
    }
}
