package lv.pkip.service.other;

/** Another service, which nobody may import. */
public final class Other {
}
