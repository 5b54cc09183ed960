/** What a connector is, and whether its partner lives. */
@Version("1.0.0")
package lv.pkip.kernel.api.integration;

import org.osgi.annotation.versioning.Version;
