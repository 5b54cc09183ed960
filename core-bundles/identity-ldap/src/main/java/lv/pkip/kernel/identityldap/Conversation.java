package lv.pkip.kernel.identityldap;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.ResultCode;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection, on a thread of its own: one message after the other, until either side has had enough. */
final class Conversation implements Runnable {
    static final String START_TLS = "1.3.6.1.4.1.1466.20037";
    static final String WHO_AM_I = "1.3.6.1.4.1.4203.1.11.3";
    static final String MANAGE_DSA_IT = "2.16.840.1.113730.3.4.2";

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final String CHANGE_PASSWORD = "1.3.6.1.4.1.4203.1.11.1";
    private static final Set<String> FOR_SEARCHES = Set.of(Searching.PAGES, Searching.SORT, MANAGE_DSA_IT);
    private static final Set<String> FOR_OTHERS = Set.of(MANAGE_DSA_IT);
    private static final int HANDSHAKE_MILLIS = 10_000;
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** Rights are looked up again when the registry changed, and after this time, because substitutions begin and end by themselves. */
    private static final long RIGHTS_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long RIGHTS_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long RIGHTS_AT_MOST_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Desk desk;
    private final Keys keys;
    private final boolean secureFromStart;
    private final Socket plain;
    private final AtomicLong writing = new AtomicLong();
    private final Pages pages = new Pages();
    private Socket socket;
    private Frames frames;
    private Answers answers;
    private boolean encrypted;
    private Viewer viewer = Viewer.NOBODY;
    private long rightsOf;
    private long rightsAt;
    private long rightsTried;

    Conversation(Desk desk, Keys keys, boolean secureFromStart, Socket plain) {
        this.desk = desk;
        this.keys = keys;
        this.secureFromStart = secureFromStart;
        this.plain = plain;
        this.socket = plain;
    }

    @Override
    public void run() {
        try {
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            if (secureFromStart) {
                encrypt();
            } else {
                talkOver(plain);
            }
            while (next()) {
                if (!frames.hasWhole()) {
                    answers.flush();
                }
            }
        } catch (Hostile hostile) {
            farewell(ResultCode.PROTOCOL_ERROR, hostile.getMessage());
        } catch (SocketTimeoutException e) {
            farewell(ResultCode.UNAVAILABLE, "nothing was said for too long");
        } catch (SSLException e) {
            LOG.debug("An encrypted connection failed: {}", e.getMessage());
        } catch (IOException e) {
            LOG.debug("A connection ended: {}", e.getClass().getSimpleName());
        } catch (RuntimeException | StackOverflowError e) {
            desk.tally().fault();
            LOG.warn("A connection was ended by a fault of ours", e);
            farewell(ResultCode.OTHER, "");
        } finally {
            close();
        }
    }

    /** Ends it from another thread. */
    void close() {
        try {
            plain.close();
        } catch (IOException e) {
            LOG.debug("A socket did not close: {}", e.getClass().getSimpleName());
        }
    }

    /** Ends it when the client has not read its answers for long. */
    void closeWhenStuck(long now) {
        long since = writing.get();
        if (since != 0 && now - since > STUCK_NANOS) {
            close();
        }
    }

    private void talkOver(Socket now) throws IOException {
        socket = now;
        frames = new Frames(now);
        answers = new Answers(now.getOutputStream(), writing);
    }

    private void encrypt() throws IOException {
        SSLSocket secure = keys.socket(plain);
        secure.setSoTimeout(HANDSHAKE_MILLIS);
        secure.startHandshake();
        talkOver(secure);
        encrypted = true;
    }

    private void farewell(ResultCode code, String why) {
        if (answers != null) {
            try {
                answers.notice(code, why);
                answers.flush();
                socket.shutdownOutput();
            } catch (IOException | RuntimeException e) {
                LOG.debug("A client did not hear the end: {}", e.getClass().getSimpleName());
            }
        }
    }

    private boolean next() throws IOException {
        Limits limits = desk.limits();
        int idle = (viewer.isBound() ? limits.idleSeconds() : limits.idleUnboundSeconds()) * 1000;
        byte[] frame = frames.next(idle, viewer.isBound() ? limits.messageBytes() : Math.min(limits.messageBytes(), Limits.UNBOUND_MESSAGE_BYTES));
        if (frame == null) {
            return false;
        }
        Request request = Request.read(frame);
        if (request.operation() instanceof Request.Unbind) {
            return false;
        }
        if (request.operation() instanceof Request.Bind || request.operation() instanceof Request.Abandon) {
            // What is asked next may take a while, and what was asked before is answered.
            answers.flush();
        }
        if (!hasRightsOfNow()) {
            answers.notice(ResultCode.STRONG_AUTH_REQUIRED, "this account may not be used any more");
            answers.flush();
            return false;
        }
        try {
            handle(request);
        } catch (RuntimeException e) {
            LOG.warn("An LDAP request could not be answered: {}", e.getClass().getName());
            LOG.debug("It could not, because of", e);
            desk.tally().fault();
            refuse(request, Result.of(ResultCode.UNAVAILABLE, "the house cannot answer now"));
        }
        return true;
    }

    /** False when the account is closed by now. When that cannot be asked, what was true lately holds for a short while. */
    private boolean hasRightsOfNow() {
        long now = System.nanoTime();
        long revision = desk.tree().catalog().revision();
        if (!viewer.isBound() || revision == rightsOf && now - rightsAt < RIGHTS_NANOS || now - rightsTried < RIGHTS_AGAIN_NANOS && rightsTried != rightsAt) {
            return true;
        }
        rightsTried = now;
        try {
            viewer = desk.house().renewed(viewer);
            rightsOf = revision;
            rightsAt = now;
            return viewer.isBound();
        } catch (RuntimeException e) {
            LOG.warn("Rights could not be looked up again: {}", e.getClass().getSimpleName());
            return now - rightsAt < RIGHTS_AT_MOST_NANOS;
        }
    }

    private void handle(Request request) throws IOException {
        Optional<Control> unknown = request.controls().stream().filter(control -> control.isCritical()
                && !(request.operation() instanceof Request.Search ? FOR_SEARCHES : FOR_OTHERS).contains(control.getOID())).findFirst();
        if (unknown.isPresent() && !(request.operation() instanceof Request.Abandon)) {
            refuse(request, Result.of(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, "control " + unknown.get().getOID() + " is not known"));
        } else if (request.controls().size() > Limits.CONTROLS) {
            refuse(request, Result.of(ResultCode.ADMIN_LIMIT_EXCEEDED, "more than " + Limits.CONTROLS + " controls"));
        } else if (!viewer.isBound() && !desk.binds().allowsAnonymous() && (request.operation() instanceof Request.Search || request.operation() instanceof Request.Compare)) {
            refuse(request, Result.of(ResultCode.STRONG_AUTH_REQUIRED, "bind first"));
        } else {
            answer(request);
        }
    }

    private void answer(Request request) throws IOException {
        int id = request.id();
        if (request.operation() instanceof Request.Search search) {
            answers.result(id, Answers.SEARCH_DONE, new Searching(desk(), viewer, pages, answers, id, search).run(request.controls()));
        } else if (request.operation() instanceof Request.Bind bind) {
            bind(id, bind);
        } else if (request.operation() instanceof Request.Compare compare) {
            answers.result(id, Answers.COMPARE, new Comparing(desk(), viewer).run(compare));
            desk.tally().compare(viewer);
        } else if (request.operation() instanceof Request.Extended extended) {
            extended(id, extended);
        } else if (request.operation() instanceof Request.Write) {
            refuse(request, Result.of(ResultCode.UNWILLING_TO_PERFORM,
                    "this directory is read only; accounts, units and groups are changed in the workplace under /work/users"));
        }
    }

    /** With the root as it is seen on this connection. */
    private Desk desk() {
        return new Desk(desk.tree().withStartTls(!encrypted && keys.areThere()), desk.limits(), desk.house(), desk.tally(), desk.binds());
    }

    private void bind(int id, Request.Bind bind) {
        pages.forget();
        viewer = Viewer.NOBODY;
        Catalog catalog = desk.tree().catalog();
        Binds.Outcome outcome = desk.binds().bind(bind, plain.getInetAddress(), encrypted, catalog);
        viewer = outcome.viewer();
        rightsOf = catalog.revision();
        rightsAt = System.nanoTime();
        rightsTried = rightsAt;
        answers.result(id, Answers.BIND, outcome.result());
    }

    private void extended(int id, Request.Extended extended) throws IOException {
        switch (extended.oid()) {
            case START_TLS -> startTls(id);
            case WHO_AM_I -> {
                Catalog catalog = desk.tree().catalog();
                int place = catalog.account(viewer.login());
                answers.extended(id, Result.of(ResultCode.SUCCESS), null, place < 0 ? "" : "dn:" + catalog.entry(place).dn());
            }
            case CHANGE_PASSWORD -> answers.extended(id, Result.of(ResultCode.UNWILLING_TO_PERFORM,
                    "passwords are changed in the workplace under /work/password"), null, null);
            default -> answers.extended(id, Result.of(ResultCode.PROTOCOL_ERROR, "this operation is not known"), null, null);
        }
    }

    private void startTls(int id) throws IOException {
        if (encrypted) {
            answers.extended(id, Result.of(ResultCode.OPERATIONS_ERROR, "the connection is encrypted already"), START_TLS, null);
        } else if (!keys.areThere()) {
            answers.extended(id, Result.of(ResultCode.PROTOCOL_ERROR, "encryption is off: " + keys.problem().orElse("no certificate is set")), START_TLS, null);
        } else if (frames.hasMore()) {
            // Whatever stands there was said before the connection was safe, perhaps by somebody else.
            throw new Hostile("something was said between the wish for encryption and its beginning");
        } else {
            answers.extended(id, Result.of(ResultCode.SUCCESS), START_TLS, null);
            answers.flush();
            pages.forget();
            viewer = Viewer.NOBODY;
            encrypt();
        }
    }

    private void refuse(Request request, Result result) {
        Request.Operation operation = request.operation();
        if (operation instanceof Request.Extended) {
            answers.extended(request.id(), result, null, null);
        } else if (!(operation instanceof Request.Abandon)) {
            answers.result(request.id(), operation instanceof Request.Bind ? Answers.BIND : operation instanceof Request.Search ? Answers.SEARCH_DONE
                    : operation instanceof Request.Compare ? Answers.COMPARE : ((Request.Write) operation).answer(), result);
        }
    }
}
