package lv.pkip.kernel.identityldap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which attributes a client wants (RFC 4511, 4.5.1.8; RFC 3673). */
final class Selection {
    private static final List<Attribute> USER = Arrays.stream(Attribute.values())
            .filter(attribute -> !attribute.isOperational() && !attribute.isByNameOnly()).toList();
    private static final List<Attribute> OPERATIONAL = Arrays.stream(Attribute.values()).filter(Attribute::isOperational).toList();

    private Selection() {
    }

    /** Unknown names, and those with options such as {@code ;binary}, ask for what nothing has, and so for nothing. */
    static List<Attribute> of(List<String> names) {
        if (names.isEmpty()) {
            return USER;
        }
        Set<Attribute> wanted = EnumSet.noneOf(Attribute.class);
        for (String name : names) {
            switch (name) {
                case "*" -> wanted.addAll(USER);
                case "+" -> wanted.addAll(OPERATIONAL);
                case "1.1" -> { }
                default -> wanted.addAll(Attribute.named(name));
            }
        }
        return new ArrayList<>(wanted);
    }
}
