package lv.pkip.integration.port;

/** A port. */
public interface Port {
}
