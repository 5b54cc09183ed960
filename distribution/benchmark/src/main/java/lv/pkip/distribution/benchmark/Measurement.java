package lv.pkip.distribution.benchmark;

import java.util.List;

/** Measures one thing beside its peer, in turn. */
interface Measurement {

    List<Row> rows();
}
