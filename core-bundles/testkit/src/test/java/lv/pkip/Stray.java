package lv.pkip;

/** A class of ours that belongs to no bundle. */
public final class Stray {
}
