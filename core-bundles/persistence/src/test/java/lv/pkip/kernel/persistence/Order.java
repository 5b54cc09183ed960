package lv.pkip.kernel.persistence;

import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

/** A row of the unit {@code orders}. */
@Entity
@Table(name = "orders_order")
class Order {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;
    private String name;

    Order() {
    }

    Order(String name) {
        this.name = name;
    }
}
