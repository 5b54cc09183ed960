/** Requests over HTTP: the reference each bears, and how many there were. */
@Version("1.0.0")
package lv.pkip.kernel.api.request;

import org.osgi.annotation.versioning.Version;
