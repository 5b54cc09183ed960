package lv.pkip.kernel.identityldap;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import lv.pkip.kernel.api.registry.Unit;

/** A unit of the municipality, below the unit that it belongs to. */
final class UnitEntry implements Entry {
    private static final List<String> CLASSES = List.of("top", "organizationalUnit", "pkipUnitObject");
    private static final List<String> LANGUAGES = List.of("lv", "en", "ru");

    private final Unit unit;
    private final String dn;
    private final String key;
    private final UUID uuid;
    private final String head;

    /** @param head name of the entry of the one who leads it, empty when nobody does */
    UnitEntry(Unit unit, String above, String keyAbove, String head) {
        this.unit = unit;
        this.dn = "ou=" + unit.id() + "," + above;
        this.key = "ou=" + unit.id() + "," + keyAbove;
        this.uuid = UUID.nameUUIDFromBytes(("unit " + unit.id()).getBytes(StandardCharsets.UTF_8));
        this.head = head;
    }

    Unit unit() {
        return unit;
    }

    String head() {
        return head;
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
        return uuid;
    }

    @Override
    public List<String> values(Attribute attribute) {
        return switch (attribute) {
            case OBJECT_CLASS -> CLASSES;
            case STRUCTURAL -> List.of("organizationalUnit");
            case OU -> Stream.concat(Stream.of(unit.id()), LANGUAGES.stream().map(unit.names()::get).filter(name -> name != null && !name.isEmpty()))
                    .distinct().toList();
            case DISPLAY_NAME, DESCRIPTION -> Entry.unlessEmpty(unit.name("lv"));
            case MANAGER -> Entry.unlessEmpty(head);
            case UNIT_KIND -> List.of(unit.kind().name().toLowerCase(Locale.ROOT));
            case REGISTRATION_NUMBER -> Entry.unlessEmpty(unit.registrationNumber());
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
        return other instanceof UnitEntry that && unit.equals(that.unit) && key.equals(that.key) && head.equals(that.head);
    }
}
