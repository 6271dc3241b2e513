/** Tests of compiled versions. */
@NullMarked
package io.trueup.listener.engine.versions;

import org.jspecify.annotations.NullMarked;
