#include <stdlib.h>
#include <string.h>

#include "jni_nouns.h"
#include "result.h"

/* Room for a reply of a few numbers, as Java writes it and as the library reads it. */
#define SMALL_REPLY 32

/* Local references of one call into Java: two arrays, and what went wrong. */
#define LOCALS 4

/* Written once, when the library is loaded. Classes are never unloaded before it. */
static JavaVM *java;
static jclass native_class;
static jmethodID call_method;
static jmethodID failed_method;
static jmethodID released_method;

/* ------------------------------------------------------------- Lua to Java */

static JNIEnv *current_env(void) {
  void *env;
  return (*java)->GetEnv(java, &env, JNI_VERSION_1_6) == JNI_OK ? env : NULL;
}

/* Puts what Java answered where the library reads it. Memory is malloc's: what does
 * not fit into the VM is to fail there, as the VM's own failure. */
static luavm_status read_reply(JNIEnv *env, jbyteArray answer, luavm_reply *reply) {
  luavm_value small[SMALL_REPLY];
  jsize length = (*env)->GetArrayLength(env, answer);
  (*env)->GetByteArrayRegion(env, answer, 0, VALUES_HEAD, (jbyte *)small);
  size_t bytes = values_room((const char *)small, (size_t)length);
  int fits =
      bytes <= sizeof small && values_are_plain((const char *)small, reply->value_room);
  char *room = fits ? (char *)small : malloc(bytes);
  if (room == NULL) return LUAVM_MEMORY;
  (*env)->GetByteArrayRegion(env, answer, 0, length, (jbyte *)room);
  values_in values = values_read(room, (size_t)length);
  if (fits) {
    memcpy(reply->values, values.values, values.value_count * sizeof *values.values);
  } else {
    reply->values = values.values;
    reply->release = free;
    reply->release_user = room;
  }
  reply->value_count = values.value_count;
  return values.status;
}

/* What Java answers; where it could not even be called, what that is as an error. */
static jbyteArray ask(JNIEnv *env, jlong user, const luavm_call *call) {
  jbyteArray answer = NULL;
  jbyteArray given = values_to_java(env, call->arguments, call->argument_count);
  if (given != NULL)
    answer = (*env)->CallStaticObjectMethod(env, native_class, call_method,
                                            (jlong)call->vm, user, given);
  jthrowable thrown = (*env)->ExceptionOccurred(env);
  if (thrown == NULL) return answer;
  (*env)->ExceptionClear(env);
  answer = (*env)->CallStaticObjectMethod(env, native_class, failed_method,
                                          (jlong)call->vm, thrown);
  if (!(*env)->ExceptionCheck(env)) return answer;
  (*env)->ExceptionClear(env);
  return NULL;
}

luavm_status host_call(void *user, const luavm_call *call, luavm_reply *reply) {
  JNIEnv *env = current_env();
  if (env == NULL) return LUAVM_INTERNAL; /* scripts run below a call from Java */
  /* A frame of its own: a long script makes any number of calls. */
  if ((*env)->PushLocalFrame(env, LOCALS) != 0) {
    (*env)->ExceptionClear(env);
    return LUAVM_MEMORY;
  }
  jbyteArray answer = ask(env, (jlong)(uintptr_t)user, call);
  luavm_status status = answer != NULL ? read_reply(env, answer, reply) : LUAVM_MEMORY;
  (*env)->PopLocalFrame(env, NULL);
  return status;
}

static void tell_released(JNIEnv *env, jlong user) {
  /* An exception that waits for the return to Java goes on waiting. */
  jthrowable waiting = (*env)->ExceptionOccurred(env);
  if (waiting != NULL) (*env)->ExceptionClear(env);
  (*env)->CallStaticVoidMethod(env, native_class, released_method, user);
  if ((*env)->ExceptionCheck(env)) (*env)->ExceptionClear(env);
  if (waiting != NULL) {
    (*env)->Throw(env, waiting);
    (*env)->DeleteLocalRef(env, waiting);
  }
}

void host_release(void *user) {
  JNIEnv *env = current_env();
  if (env != NULL) {
    tell_released(env, (jlong)(uintptr_t)user);
    return;
  }
  void *attached;
#ifdef __ANDROID__
  JNIEnv *own = NULL;
  if ((*java)->AttachCurrentThreadAsDaemon(java, &own, NULL) != JNI_OK) return;
  attached = own;
#else
  if ((*java)->AttachCurrentThreadAsDaemon(java, &attached, NULL) != JNI_OK) return;
#endif
  tell_released(attached, (jlong)(uintptr_t)user);
  (*java)->DetachCurrentThread(java);
}

void host_object_release(void *user, void *object) {
  (void)user;
  host_release(object);
}

/* ------------------------------------------------------------- Java to Lua */

/* A host function by Java's number; its name is to be freed. Returns 0 with an
 * exception pending. */
static int describe(JNIEnv *env, jbyteArray name, jint flags, jlong user,
                    luavm_function *function) {
  size_t length;
  char *text = copy_of(env, name, &length);
  if (text == NULL) return 0;
  *function = (luavm_function){.struct_size = sizeof *function,
                               .flags = (uint32_t)flags,
                               .name = text,
                               .name_length = length,
                               .call = host_call,
                               .user = to_pointer(user),
                               .release = host_release};
  return 1;
}

static jint register_function(JNIEnv *env, jclass native, jlong vm, jbyteArray name,
                              jint flags, jlong user, jobjectArray message) {
  (void)native;
  luavm_function function;
  if (!describe(env, name, flags, user, &function)) return LUAVM_MEMORY;
  luavm_buffer *error;
  luavm_status status = vm_register((luavm_vm)vm, &function, &error);
  free((void *)function.name);
  hand_over_error(env, error, message);
  return status;
}

static jint make_function(JNIEnv *env, jclass native, jlong vm, jbyteArray name,
                          jint flags, jlong user, jlongArray reference,
                          jobjectArray message) {
  (void)native;
  luavm_function function;
  if (!describe(env, name, flags, user, &function)) return LUAVM_MEMORY;
  luavm_ref made;
  luavm_buffer *error;
  luavm_status status = vm_function((luavm_vm)vm, &function, &made, &error);
  free((void *)function.name);
  const jlong number = (jlong)made;
  (*env)->SetLongArrayRegion(env, reference, 0, 1, &number);
  hand_over_error(env, error, message);
  return status;
}

static jint register_in_template(JNIEnv *env, jclass native, jlong templ,
                                 jbyteArray name, jint flags, jlong user,
                                 jobjectArray message) {
  (void)native;
  luavm_function function;
  if (!describe(env, name, flags, user, &function)) return LUAVM_MEMORY;
  luavm_buffer *error;
  luavm_status status = template_register((luavm_template)templ, &function, &error);
  free((void *)function.name);
  hand_over_error(env, error, message);
  return status;
}

static const JNINativeMethod methods[] = {
    METHOD("register", "(J[BIJ[[B)I", register_function),
    METHOD("function", "(J[BIJ[J[[B)I", make_function),
    METHOD("templateRegister", "(J[BIJ[[B)I", register_in_template),
};

jboolean register_host(JNIEnv *env, jclass native) {
  if ((*env)->GetJavaVM(env, &java) != JNI_OK) return JNI_FALSE;
  native_class = (*env)->NewGlobalRef(env, native);
  if (native_class == NULL) return JNI_FALSE;
  call_method = (*env)->GetStaticMethodID(env, native, "called", "(JJ[B)[B");
  if (call_method == NULL) return JNI_FALSE;
  failed_method =
      (*env)->GetStaticMethodID(env, native, "failed", "(JLjava/lang/Throwable;)[B");
  if (failed_method == NULL) return JNI_FALSE;
  released_method = (*env)->GetStaticMethodID(env, native, "released", "(J)V");
  if (released_method == NULL) return JNI_FALSE;
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}
