package lv.pkip.kernel.api.delivery;

import org.osgi.annotation.versioning.ConsumerType;

/** A way out of the house, for example e-mail. Registered as a service with {@code @ChannelId("email")}. */
@ConsumerType
public interface Channel {

    /**
     * Delivers one item. Called again with the same key when the outcome of an earlier call is unknown.
     *
     * @throws Undeliverable when trying again cannot help
     * @throws Exception     when trying again later may help
     */
    void deliver(Outbox.Item item) throws Exception;

    /** The partner refused for good. */
    final class Undeliverable extends Exception {
        private static final long serialVersionUID = 1L;

        public Undeliverable(String reason) {
            super(reason);
        }
    }
}
