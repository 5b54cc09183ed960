package lv.pkip.kernel.testkit;

import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.Structure;

class MemoryRegistryTest implements RegistryContract {
    private final MemoryRegistry registry = new MemoryRegistry(SettableClock.at("2026-03-02T08:00:00Z"));

    @Override
    public Registry registry() {
        return registry;
    }

    @Override
    public Structure structure() {
        return registry;
    }
}
