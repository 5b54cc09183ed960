/** What happened: one record per state change and per reading of a person's data. */
@Version("1.0.0")
package lv.pkip.kernel.api.audit;

import org.osgi.annotation.versioning.Version;
