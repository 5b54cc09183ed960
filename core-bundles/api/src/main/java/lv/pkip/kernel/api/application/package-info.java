/** Other systems that sign people in by this house, or call it with a token of their own (OAuth 2.0, OpenID Connect). */
@Version("1.0.0")
package lv.pkip.kernel.api.application;

import org.osgi.annotation.versioning.Version;
