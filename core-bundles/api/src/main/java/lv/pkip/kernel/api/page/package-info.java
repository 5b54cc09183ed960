/** Pages that bundles bring; the kernel owns the routes. */
@Version("1.0.0")
package lv.pkip.kernel.api.page;

import org.osgi.annotation.versioning.Version;
