package lv.pkip.kernel.auditsyslog;

/** How much one connection, and all of them, may take. */
record Limits(int frameBytes, int connections, int connectionsPerAddress, int handshakeSeconds, int frameSeconds, int idleSeconds) { }
