// A real OpenID provider for the tests: npm oidc-provider on the loopback, everything in memory, people invented.
//   node openid.mjs PORT PORTAL
// PORTAL is the address of the relying party. The built-in pages take any name and any password.
import { generateKeyPairSync } from "node:crypto";
import Provider from "oidc-provider";

const [port, portal] = process.argv.slice(2);
const FISCAL_NUMBER = "https://attributes.eid.gov.it/fiscal_number";
const PEOPLE = {
  anna: {
    given_name: "Anna", family_name: "Provetti", birthdate: "1970-01-01", email: "anna@prova.invalid",
    [FISCAL_NUMBER]: "TINIT-PRVNNA70A41L741N",
  },
};

const signing = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: "accanto",
    client_secret: "a-secret-of-the-tests-and-of-nobody-else",
    redirect_uris: [`${portal}/accedi/ritorno`],
    post_logout_redirect_uris: [`${portal}/`],
    backchannel_logout_uri: `${portal}/accedi/uscita`,
    backchannel_logout_session_required: true,
    id_token_signed_response_alg: "RS256",
  }],
  jwks: { keys: [{ ...signing, use: "sig", alg: "RS256", kid: "first" }] },
  cookies: { keys: ["test-only"] },
  acrValues: ["https://www.spid.gov.it/SpidL1", "https://www.spid.gov.it/SpidL2"],
  claims: {
    openid: ["sub", FISCAL_NUMBER],
    profile: ["given_name", "family_name", "birthdate"],
    email: ["email"],
  },
  findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...PEOPLE[id] }) }),
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  // By itself it speaks to no address of this machine: its guard is a dispatcher, which is left out here.
  fetch: (address, { dispatcher: _guard, ...options }) => globalThis.fetch(address, options),
  ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 3600, Grant: 3600 },
});

provider.on("server_error", (_context, problem) => console.error(problem));
provider.on("backchannel.error", (_context, problem) => console.error(problem));
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
