package lv.pkip.kernel.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import lv.pkip.kernel.api.registry.Permissions;
import lv.pkip.kernel.api.registry.Registry;

/** Permissions a test declares; those of roles in a registry that nobody declared are orphaned. */
public final class MemoryPermissions implements Permissions {
    private final Registry registry;
    private final List<Declared> declared = new ArrayList<>();

    public MemoryPermissions(Registry registry) {
        this.registry = registry;
    }

    /** Declares one; its text is the same in every language. */
    public MemoryPermissions with(String permission, String source, String text, boolean privileged) {
        declared.add(new Declared(permission, source, Map.of("lv", text, "en", text, "ru", text), privileged));
        declared.sort(Comparator.comparing(Declared::permission));
        return this;
    }

    @Override
    public List<Declared> declared() {
        return List.copyOf(declared);
    }

    @Override
    public Map<String, Set<String>> orphaned() {
        Map<String, Set<String>> orphaned = new TreeMap<>();
        registry.directory().roles().forEach(role -> role.permissions().stream()
                .filter(held -> declared.stream().noneMatch(one -> FixedActor.covers(held, one.permission())))
                .forEach(held -> orphaned.computeIfAbsent(held, any -> new TreeSet<>()).add(role.name())));
        return orphaned;
    }

    @Override
    public boolean isPrivileged(String permission) {
        return declared.stream().anyMatch(one -> one.privileged() && FixedActor.covers(permission, one.permission()));
    }
}
