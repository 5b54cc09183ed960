/** A port of the house rules' tests. */
@org.osgi.annotation.versioning.Version("1.0.0")
package lv.pkip.integration.port;
