@NullMarked
package io.trueup.listener.engine.credentials;

import org.jspecify.annotations.NullMarked;
