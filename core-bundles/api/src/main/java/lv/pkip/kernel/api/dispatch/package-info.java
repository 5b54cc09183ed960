/** How the kernel calls what bundles bring: newest generation, counted, drained. */
@Version("1.0.0")
package lv.pkip.kernel.api.dispatch;

import org.osgi.annotation.versioning.Version;
