package dev.tlsmith.capacity;

/**
 * The bounds of a lane.
 *
 * @param threads how much is done at a time
 * @param threadsPerClient how much of that for one client; fewer, so that another is served at once
 * @param waiting how much waits for its turn
 * @param waitingPerClient how much of that for one client
 */
record LaneSize(int threads, int threadsPerClient, int waiting, int waitingPerClient) {}
