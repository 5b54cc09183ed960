/** What an e-service is: its declaration, its handler, its rule tables and its forms. */
@Version("1.0.0")
package lv.pkip.kernel.api.service;

import org.osgi.annotation.versioning.Version;
