#include "jni_nouns.h"

static jint make_template(JNIEnv *env, jclass native, jlongArray to,
                          jobjectArray message) {
  (void)native;
  luavm_template made;
  luavm_buffer *error;
  luavm_status status = template_new(&made, &error);
  const jlong number = (jlong)made;
  (*env)->SetLongArrayRegion(env, to, 0, 1, &number);
  hand_over_error(env, error, message);
  return status;
}

static jint free_template(JNIEnv *env, jclass native, jlong templ) {
  (void)env, (void)native;
  return template_free((luavm_template)templ);
}

static const JNINativeMethod methods[] = {
    METHOD("templateNew", "([J[[B)I", make_template),
    METHOD("templateFree", "(J)I", free_template),
};

jboolean register_templates(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}
