/** What must leave the house exactly once. */
@Version("1.0.0")
package lv.pkip.kernel.api.delivery;

import org.osgi.annotation.versioning.Version;
