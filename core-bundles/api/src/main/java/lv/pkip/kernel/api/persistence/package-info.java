/** When a bundle's tables may be used. */
@Version("1.0.0")
package lv.pkip.kernel.api.persistence;

import org.osgi.annotation.versioning.Version;
