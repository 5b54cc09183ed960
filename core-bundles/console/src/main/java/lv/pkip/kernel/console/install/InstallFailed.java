package lv.pkip.kernel.console.install;

/** An installation or removal did not come about; what was there before is as it was. */
public final class InstallFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InstallFailed(String message) {
        super(message);
    }

    public InstallFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
