/** Repositories, clones and odd servers for tests. */
@NullMarked
package io.trueup.listener.gitserver.testing;

import org.jspecify.annotations.NullMarked;
