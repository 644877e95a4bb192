#include "jni_nouns.h"
#include "result.h"

#if defined(__GNUC__)
#define EXPORTED __attribute__((visibility("default")))
#else
#define EXPORTED JNIEXPORT
#endif

void throw_out_of_memory(JNIEnv *env, const char *what) {
  jclass kind = (*env)->FindClass(env, "java/lang/OutOfMemoryError");
  if (kind != NULL) (*env)->ThrowNew(env, kind, what);
}

void hand_over_error(JNIEnv *env, luavm_buffer *error, jobjectArray to) {
  if (error == NULL) return;
  jbyteArray message = (*env)->NewByteArray(env, (jsize)error->length);
  if (message != NULL) {
    (*env)->SetByteArrayRegion(env, message, 0, (jsize)error->length,
                               (const jbyte *)error->data);
    (*env)->SetObjectArrayElement(env, to, 0, message);
  }
  luavm_buffer_free(error);
}

static jint compiled_abi(JNIEnv *env, jclass native) {
  (void)env, (void)native;
  return (jint)LUAVM_ABI_VERSION;
}

static jint loaded_abi(JNIEnv *env, jclass native) {
  (void)env, (void)native;
  return (jint)luavm_abi_version();
}

static jint result_format(JNIEnv *env, jclass native) {
  (void)env, (void)native;
  return RESULT_FORMAT;
}

static jstring version(JNIEnv *env, jclass native) {
  (void)native;
  return (*env)->NewStringUTF(env, luavm_version());
}

static jstring status_name(JNIEnv *env, jclass native, jint status) {
  (void)native;
  return (*env)->NewStringUTF(env, luavm_status_name(status));
}

static const JNINativeMethod methods[] = {
    METHOD("compiledAbi", "()I", compiled_abi),
    METHOD("loadedAbi", "()I", loaded_abi),
    METHOD("resultFormat", "()I", result_format),
    METHOD("version", "()Ljava/lang/String;", version),
    METHOD("statusName", "(I)Ljava/lang/String;", status_name),
};

/* Registered, not found by name: Java classes that are not of this build are
 * refused when the library is loaded, and one symbol is exported. */
EXPORTED jint JNI_OnLoad(JavaVM *machine, void *reserved) {
  (void)reserved;
  void *found;
  if ((*machine)->GetEnv(machine, &found, JNI_VERSION_1_6) != JNI_OK) return JNI_ERR;
  JNIEnv *env = found;
  jclass native = (*env)->FindClass(env, "io/luavm/Native");
  if (native == NULL) return JNI_ERR;
  if ((*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) != JNI_OK ||
      !register_process(env, native) || !register_vm(env, native) ||
      !register_eval(env, native))
    return JNI_ERR;
  return JNI_VERSION_1_6;
}
