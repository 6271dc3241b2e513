package io.trueup.platforms.spi;

/**
 * What an executor may offer beside steps, such as operations on the tables that a platform keeps.
 * Each kind is an interface that extends this one and that its own package declares; {@link
 * PlatformExecutor#capability} finds it.
 */
public interface Capability {}
