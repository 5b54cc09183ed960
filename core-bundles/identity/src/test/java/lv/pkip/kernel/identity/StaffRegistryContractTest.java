package lv.pkip.kernel.identity;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import lv.pkip.kernel.api.registry.Registry;
import lv.pkip.kernel.api.registry.Structure;
import lv.pkip.kernel.testkit.RegistryContract;

/** The real registry keeps to what those who use it are tested with. */
class StaffRegistryContractTest implements RegistryContract {
    @TempDir Path folder;
    private House house;

    @BeforeEach
    void open() {
        house = new House(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Override
    public Registry registry() {
        return asSystem(Registry.class, house.registry);
    }

    @Override
    public Structure structure() {
        return asSystem(Structure.class, house.structure);
    }

    /** Every call as somebody who needs no second person. */
    private <T> T asSystem(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> house.system(() -> {
            try {
                return method.invoke(real, arguments);
            } catch (InvocationTargetException e) {
                throw (RuntimeException) e.getCause();
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        })));
    }
}
