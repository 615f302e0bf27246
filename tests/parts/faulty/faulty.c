/* A driver that goes wrong when it is told to: a PKCS#11 module in front of another one.
 *
 * The file named by VANTHU_FAULTS says what goes wrong, one line for each function:
 *
 *     C_Sign returns 0x30     it fails with that code, and the module behind is not asked
 *     C_Sign hangs            it never returns
 *     C_Sign crashes          it takes the process down
 *     C_Sign lies             it returns a signature nobody made
 *     C_GetSlotList empties   there is no slot any more
 *     C_GetTokenInfo flags 0x20000    these flags are set beside the token's own
 *
 * Each call of C_Login is noted in the file named by VANTHU_LOGINS.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <p11-kit/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static CK_FUNCTION_LIST ours;
static CK_FUNCTION_LIST_PTR behind;

/* Say whether `function` shall go wrong in the way `fault`, and with which value. */
static int told(const char *function, const char *fault, unsigned long *value)
{
    char line[256], name[64], how[32];
    int found = 0;
    const char *place = getenv("VANTHU_FAULTS");
    FILE *file = place ? fopen(place, "r") : NULL;

    while (file && !found && fgets(line, sizeof line, file)) {
        char number[32] = "0";
        if (sscanf(line, "%63s %31s %31s", name, how, number) >= 2)
            found = !strcmp(name, function) && !strcmp(how, fault);
        if (found && value)
            *value = strtoul(number, NULL, 0);
    }
    if (file)
        fclose(file);
    return found;
}

/* Go wrong before the module behind is asked; CKR_OK when nothing shall go wrong here. */
static CK_RV fault(const char *function)
{
    unsigned long code = CKR_OK;

    while (told(function, "hangs", NULL))
        pause();
    if (told(function, "crashes", NULL))
        *(volatile int *)0 = 0;
    told(function, "returns", &code);
    return code;
}

static CK_RV get_slot_list(CK_BBOOL present, CK_SLOT_ID_PTR slots, CK_ULONG_PTR count)
{
    CK_RV wrong = fault("C_GetSlotList");

    if (wrong != CKR_OK)
        return wrong;
    if (told("C_GetSlotList", "empties", NULL)) {
        *count = 0;
        return CKR_OK;
    }
    return behind->C_GetSlotList(present, slots, count);
}

static CK_RV get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info)
{
    unsigned long flags = 0;
    CK_RV wrong = fault("C_GetTokenInfo");

    if (wrong == CKR_OK)
        wrong = behind->C_GetTokenInfo(slot, info);
    if (wrong == CKR_OK && told("C_GetTokenInfo", "flags", &flags))
        info->flags |= flags;
    return wrong;
}

static CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, void *about, CK_NOTIFY notify, CK_SESSION_HANDLE *session)
{
    CK_RV wrong = fault("C_OpenSession");

    return wrong != CKR_OK ? wrong : behind->C_OpenSession(slot, flags, about, notify, session);
}

static CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin, unsigned long length)
{
    const char *place = getenv("VANTHU_LOGINS");
    int log = place ? open(place, O_WRONLY | O_APPEND | O_CREAT, 0600) : -1;
    CK_RV wrong;

    if (log >= 0) {
        if (write(log, "C_Login\n", 8) != 8)
            abort();
        close(log);
    }
    wrong = fault("C_Login");
    return wrong != CKR_OK ? wrong : behind->C_Login(session, user, pin, length);
}

static CK_RV find_objects_init(CK_SESSION_HANDLE session, CK_ATTRIBUTE_PTR wanted, CK_ULONG count)
{
    CK_RV wrong = fault("C_FindObjectsInit");

    return wrong != CKR_OK ? wrong : behind->C_FindObjectsInit(session, wanted, count);
}

static CK_RV sign_init(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key)
{
    CK_RV wrong = fault("C_SignInit");

    return wrong != CKR_OK ? wrong : behind->C_SignInit(session, mechanism, key);
}

static CK_RV sign(CK_SESSION_HANDLE session, unsigned char *text, unsigned long length, unsigned char *signature,
                  unsigned long *room)
{
    CK_RV wrong = fault("C_Sign");

    if (wrong == CKR_OK)
        wrong = behind->C_Sign(session, text, length, signature, room);
    if (wrong == CKR_OK && signature && told("C_Sign", "lies", NULL))
        signature[*room - 1] ^= 1;
    return wrong;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list)
{
    if (!behind) {
        void *module = dlopen(BEHIND, RTLD_NOW);
        CK_RV (*get)(CK_FUNCTION_LIST_PTR_PTR) = module ? dlsym(module, "C_GetFunctionList") : NULL;

        if (!get || get(&behind) != CKR_OK)
            return CKR_GENERAL_ERROR;
        ours = *behind;
        ours.C_GetFunctionList = C_GetFunctionList;
        ours.C_GetSlotList = get_slot_list;
        ours.C_GetTokenInfo = get_token_info;
        ours.C_OpenSession = open_session;
        ours.C_Login = login;
        ours.C_FindObjectsInit = find_objects_init;
        ours.C_SignInit = sign_init;
        ours.C_Sign = sign;
    }
    *list = &ours;
    return CKR_OK;
}
