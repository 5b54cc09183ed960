package lv.pkip.kernel.status;

import java.time.Clock;
import lv.pkip.kernel.api.audit.Audit;
import lv.pkip.kernel.api.delivery.Outbox;
import lv.pkip.kernel.api.dispatch.Dispatcher;
import lv.pkip.kernel.api.identity.CurrentActor;
import lv.pkip.kernel.api.identity.Municipality;
import lv.pkip.kernel.api.identity.Persons;
import lv.pkip.kernel.api.identity.Users;
import lv.pkip.kernel.api.output.Outputs;
import lv.pkip.kernel.api.service.Services;
import lv.pkip.kernel.api.status.Calendar;
import lv.pkip.kernel.status.files.BlobStore;
import org.apache.aries.jpa.template.JpaTemplate;

/** The other parts of the kernel that cases need, as this bundle was given them. */
record Kernel(JpaTemplate jpa, CurrentActor actor, Persons persons, Users users, Municipality municipality, Services services,
        Dispatcher dispatcher, Outputs outputs, Outbox outbox, Audit audit, Calendar calendar, BlobStore blobs,
        Clock clock, Bell bell) { }
