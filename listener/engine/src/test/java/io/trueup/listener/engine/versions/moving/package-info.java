@NullMarked
package io.trueup.listener.engine.versions.moving;

import org.jspecify.annotations.NullMarked;
