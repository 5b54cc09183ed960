/** Where a case stands: cases, phases, steps, deadlines, messages, attachments. */
@Version("1.0.0")
package lv.pkip.kernel.api.status;

import org.osgi.annotation.versioning.Version;
