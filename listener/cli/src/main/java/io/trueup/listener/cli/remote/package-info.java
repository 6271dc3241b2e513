/**
 * What commands that talk to a daemon share: options, HTTP, answers. Entry point: {@link
 * io.trueup.listener.cli.remote.RemoteCommand}.
 */
@NullMarked
package io.trueup.listener.cli.remote;

import org.jspecify.annotations.NullMarked;
