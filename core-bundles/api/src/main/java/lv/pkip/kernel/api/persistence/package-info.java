/** When a bundle's tables may be used, and when the database is away. */
@Version("1.0.0")
package lv.pkip.kernel.api.persistence;

import org.osgi.annotation.versioning.Version;
