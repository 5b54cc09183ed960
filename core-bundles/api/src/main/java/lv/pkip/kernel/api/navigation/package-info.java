/** Where one may go: menu entries contributed by bundles. */
@Version("1.0.0")
package lv.pkip.kernel.api.navigation;

import org.osgi.annotation.versioning.Version;
