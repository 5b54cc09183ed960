package lv.pkip.kernel.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A service that does as another one does, but for what a test does instead. */
public final class Instead {
    private Instead() {
    }

    /**
     * @param real    answers whatever {@code instead} has no public method for
     * @param instead an object with some methods of the service, of the same names and parameters
     */
    public static <T> T of(Class<T> service, T real, Object instead) {
        return service.cast(Proxy.newProxyInstance(service.getClassLoader(), new Class<?>[] {service}, (proxy, method, arguments) -> {
            Method own = own(instead, method);
            try {
                return own == null ? method.invoke(real, arguments) : own.invoke(instead, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private static Method own(Object instead, Method wanted) {
        if (wanted.getDeclaringClass() == Object.class) {
            return null;
        }
        for (Method one : instead.getClass().getMethods()) {
            if (one.getName().equals(wanted.getName()) && java.util.Arrays.equals(one.getParameterTypes(), wanted.getParameterTypes())) {
                one.trySetAccessible();
                return one;
            }
        }
        return null;
    }
}
