/**
 * Passkeys on pages: shows the forms that need one, asks LEXIA what the browser must be asked, and sends the form with
 * what the passkey answered. What it says stands in the form's `data-words`.
 */
if (globalThis.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) prepare(form);
}

function prepare(form) {
  form.hidden = false;
  const button = form.querySelector("button");
  const words = JSON.parse(form.dataset.words);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    tell(form, "");
    try {
      await fill(form);
    } catch (error) {
      tell(form, words[error.name] ?? words[error.advice] ?? words.unknown);
    } finally {
      button.disabled = false;
    }
  });
}

async function fill(form) {
  const options = await askFor(form.dataset.options, form.elements.namedItem("challenge")?.value);
  if (options === undefined) return;
  const credential = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: creationOptions(options) })
    : await navigator.credentials.get({ publicKey: requestOptions(options) });
  form.elements.namedItem("passkey").value = JSON.stringify(jsonOf(credential));
  // Without asking this listener again.
  form.submit();
}

/** Undefined where the person is sent elsewhere first. */
async function askFor(path, challenge) {
  const response = await fetch(path, {
    method: "POST",
    ...(challenge === undefined ? {} : {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ challenge }),
    }),
  });
  if (response.ok) return await response.json();
  const { code } = await response.json().catch(() => ({}));
  if (code === "fresh_proof_required") {
    location.assign("/security/confirm");
    return undefined;
  }
  const advice = response.status === 401 ? "ended" : "unknown";
  throw Object.assign(new Error(code), { advice });
}

function tell(form, words) {
  form.querySelector("[data-problem]").textContent = words;
}

function creationOptions(options) {
  if (PublicKeyCredential.parseCreationOptionsFromJSON) {
    return PublicKeyCredential.parseCreationOptionsFromJSON(options);
  }
  return {
    ...options,
    challenge: bytesOf(options.challenge),
    user: { ...options.user, id: bytesOf(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(descriptorOf),
  };
}

function requestOptions(options) {
  if (PublicKeyCredential.parseRequestOptionsFromJSON) {
    return PublicKeyCredential.parseRequestOptionsFromJSON(options);
  }
  return {
    ...options,
    challenge: bytesOf(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(descriptorOf),
  };
}

function descriptorOf(descriptor) {
  return { ...descriptor, id: bytesOf(descriptor.id) };
}

function jsonOf(credential) {
  if (credential.toJSON) return credential.toJSON();
  const { response } = credential;
  const parts = { transports: response.getTransports?.() };
  for (
    const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
  ) {
    if (response[name]) parts[name] = base64url(response[name]);
  }
  const id = base64url(credential.rawId);
  return { id, rawId: id, type: credential.type, response: parts };
}

function bytesOf(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function base64url(buffer) {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
