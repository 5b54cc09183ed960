package lv.pkip.kernel.api.persistence;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Marker that the tables of a persistence unit exist in the right form; registered by the kernel with the service
 * property {@code unit} after the migration named by a bundle's {@code PKIP-Schema} header ran. Components that touch
 * tables reference it, so nothing runs before the migration.
 */
@ProviderType
public interface SchemaReady {
}
