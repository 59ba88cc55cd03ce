//! To the provider and back: authorisation code, PKCE, `state` and `nonce`, each good once and in one browser only.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use registro_domain::assurance;
use registro_projections::signed_in::SigningIn;
use serde_json::{Map, Value};

use super::SignIn;
use super::message::{Message, What};
use super::person::{capacities, fiscal_code, is_old_enough, linked};
use super::provider::{Provider, ProviderError, UserInfo};
use super::refused::{Forged, Refused};
use super::secret::{challenge, hash, hash_of, secret};
use super::session::{Found, Proved, Ticket};
use super::settings::Wanted;
use super::token::{Expected, Identity};
use crate::app::App;
use crate::clock;
use crate::http::Schools;
use crate::pages::address::encoded;
use crate::refusal::Refusal;

/// How long somebody may take at the provider.
pub const AWAITED: SignedDuration = SignedDuration::from_mins(10);

/// How somebody wants to sign in.
pub struct Asked {
    pub return_to: String,
    /// The least level that will do.
    pub level: u8,
    /// Whether she has to prove anew who she is.
    pub anew: bool,
    /// The session that the new one takes the place of.
    pub replaces: Option<Ticket>,
}

/// What the provider sent a browser back with.
pub struct Answer {
    pub state: String,
    pub code: Option<String>,
    pub error: Option<String>,
    pub issuer: Option<String>,
    /// The secret of the browser that went there.
    pub browser: Option<String>,
}

/// Somebody is in.
pub struct Entered {
    pub ticket: Ticket,
    pub found: Found,
    pub return_to: String,
}

impl SignIn {
    /// Where to go, and the secret by which the browser is known again.
    pub async fn leave_for(
        &self,
        provider: &Provider,
        app: &App,
        asked: Asked,
    ) -> Result<(String, String), Refusal> {
        let description = provider.described().await.map_err(Refused::Provider)?;
        let (wanted, now) = (&provider.wanted, self.clock.now());
        let (state, nonce, verifier, browser) = (secret()?, secret()?, secret()?, secret()?);
        let max_age = asked.anew.then(|| u32::try_from(self.terms.fresh.as_secs()).unwrap_or(u32::MAX));
        let awaited = SigningIn {
            browser: hash(&browser),
            school: app.register.school,
            nonce: nonce.clone(),
            verifier: verifier.clone(),
            return_to: asked.return_to,
            level: asked.level,
            max_age,
            replaces: asked.replaces.map(|ticket| hash(&ticket.secret).to_vec()).unwrap_or_default(),
            until: now + AWAITED,
        };
        app.store.begin_sign_in(&hash(&state), &awaited, now).await?;
        let acr_values = wanted.acr_values(asked.level.max(wanted.section.level));
        let mut query = vec![
            ("response_type", "code".to_owned()),
            ("client_id", wanted.section.client_id.clone()),
            ("redirect_uri", wanted.redirect_uri()),
            ("scope", wanted.section.scopes.clone()),
            ("state", state),
            ("nonce", nonce),
            ("code_challenge", challenge(&verifier)),
            ("code_challenge_method", "S256".to_owned()),
            ("acr_values", acr_values),
        ];
        if let Some(max_age) = max_age {
            query.push(("max_age", max_age.to_string()));
            query.push(("prompt", "login".to_owned()));
        }
        let query: Vec<String> =
            query.into_iter().map(|(name, value)| format!("{name}={}", encoded(&value))).collect();
        let endpoint = &description.authorization_endpoint;
        let before = if endpoint.contains('?') { '&' } else { '?' };
        Ok((format!("{endpoint}{before}{}", query.join("&")), browser))
    }

    /// Lets somebody in who comes back, or says why not. Either is kept.
    pub async fn come_back(
        &self,
        provider: &Provider,
        schools: &Schools,
        answer: Answer,
    ) -> Result<Entered, Refusal> {
        let store = schools.any().map(|app| app.store.clone()).ok_or(Refused::NotAwaited)?;
        let awaited = store.take_sign_in(&hash(&answer.state)).await?.ok_or(Refused::NotAwaited)?;
        let app = schools.named(awaited.school).ok_or(Refused::NotAwaited)?.app;
        let mut message = Message {
            provider: provider.wanted.section.issuer.clone(),
            request: format!(
                "client_id={} redirect_uri={} acr_values={} nonce={}",
                provider.wanted.section.client_id,
                provider.wanted.redirect_uri(),
                provider.wanted.acr_values(awaited.level.max(provider.wanted.section.level)),
                awaited.nonce,
            ),
            ..Message::of(What::Refused)
        };
        let entered = self.enter(provider, &app, &awaited, &answer, &mut message).await;
        match &entered {
            Ok(entered) => {
                let told = entered.found.message(What::SignedIn);
                let Message { provider, request, answer, claims, .. } = message;
                app.keep(&Message { provider, request, answer, claims, ..told }).await?;
            }
            // Nobody was awaited there: whoever likes may say so as often as she likes.
            Err(Refusal::SignIn(Refused::NotAwaited)) => {}
            Err(refusal) => {
                if let Refusal::SignIn(refused) = refusal {
                    message.reason = refused.kept();
                }
                app.keep(&message).await?;
            }
        }
        entered
    }

    async fn enter(
        &self,
        provider: &Provider,
        app: &App,
        awaited: &SigningIn,
        answer: &Answer,
        message: &mut Message,
    ) -> Result<Entered, Refusal> {
        let now = self.clock.now();
        let same_browser = answer.browser.as_deref().is_some_and(|browser| hash(browser) == awaited.browser);
        if !same_browser || awaited.until < now {
            return Err(Refused::NotAwaited.into());
        }
        comes_from(provider, answer.issuer.as_deref()).await?;
        if let Some(error) = &answer.error {
            return Err(Refused::ByProvider(error.clone()).into());
        }
        let code = answer.code.as_deref().ok_or(Refused::NotAwaited)?;
        let tokens = provider.redeem(code, &awaited.verifier).await.map_err(redeemed)?;
        message.answer = kept(&provider.wanted, &tokens.id_token);
        let expected = Expected { nonce: &awaited.nonce, max_age: awaited.max_age, now: now.as_second() };
        let identity = provider.identity(&tokens.id_token, &expected).await?;
        let level = level(provider, &identity, awaited.level)?;
        message.level = level;

        let claims = claims(provider, &tokens.access_token, &identity.sub).await?;
        message.claims = claims.keys().cloned().collect();
        is_old_enough(&provider.wanted, &claims, clock::wall(now).date())?;
        let code = fiscal_code(&provider.wanted, &claims)?;
        let directory = app.register.directory().await?;
        let person = linked(&app.register, &directory, &code).await?;
        message.person = Some(person);
        let held = capacities(&directory, person, app.register.today());
        let proved = Proved {
            person,
            level,
            // Who does not say when she proved who she is has not just proved it.
            at: identity
                .auth_time
                .and_then(|at| Timestamp::from_second(at).ok())
                .map_or(Timestamp::UNIX_EPOCH, |at| at.min(now)),
            subject: self.subject(provider, &identity.sub),
            provider_session: identity
                .sid
                .map(|sid| self.provider_session(provider, &sid))
                .unwrap_or_default(),
        };
        // Who signs in again goes on in the capacity that she was in.
        let before = match <&[u8; 32]>::try_from(awaited.replaces.as_slice()) {
            Ok(secret) => app.store.signed_in(secret).await?.filter(|row| row.person == person.0),
            Err(_) => None,
        };
        let as_before =
            held.iter().find(|capacity| before.as_ref().is_some_and(|row| row.capacity == capacity.name()));
        let capacity = match held.as_slice() {
            [] => return Err(Refused::NoCapacity.into()),
            [only] => Some(*only),
            [_, _, ..] => as_before.copied(),
        };
        let (ticket, found) = self.begin(app, &proved, capacity, &awaited.replaces).await?;
        Ok(Entered { ticket, found, return_to: awaited.return_to.clone() })
    }

    /// What is kept of the provider's name for a person: enough to end her sessions when it says so.
    pub fn subject(&self, provider: &Provider, sub: &str) -> Vec<u8> {
        hash_of(&["subject", &provider.wanted.section.issuer, sub])
    }

    pub fn provider_session(&self, provider: &Provider, sid: &str) -> Vec<u8> {
        hash_of(&["session", &provider.wanted.section.issuer, sid])
    }
}

/// An identity token as it is kept: whole, unless it says what is kept of nobody; then by its SHA-256.
fn kept(wanted: &Wanted, token: &str) -> String {
    let payload = token.split('.').nth(1).and_then(|payload| URL_SAFE_NO_PAD.decode(payload).ok());
    let said = payload.and_then(|payload| serde_json::from_slice::<Map<String, Value>>(&payload).ok());
    let unsaid = [&wanted.section.fiscal_claim, &wanted.section.birth_claim];
    match said {
        Some(said) if !unsaid.iter().any(|claim| said.contains_key(*claim)) => token.to_owned(),
        Some(_) | None => format!("sha256 {}", URL_SAFE_NO_PAD.encode(hash(token))),
    }
}

/// A code that the provider does not take is somebody's who should not have it.
fn redeemed(error: ProviderError) -> Refused {
    match error {
        ProviderError::Answered(400) => Refused::ByProvider("invalid_grant".to_owned()),
        ProviderError::Answered(_)
        | ProviderError::Unreachable(_)
        | ProviderError::TooLarge
        | ProviderError::Unreadable(_)
        | ProviderError::OtherName(_)
        | ProviderError::Unguarded(_)
        | ProviderError::AskedJustNow
        | ProviderError::NotSigned(_) => Refused::Provider(error),
    }
}

/// RFC 9207: an answer says whose it is, so that one provider's is not taken for another's.
async fn comes_from(provider: &Provider, issuer: Option<&str>) -> Result<(), Refused> {
    let says_so = provider.described().await?.authorization_response_iss_parameter_supported;
    match issuer {
        Some(issuer) if issuer == provider.wanted.section.issuer => Ok(()),
        None if !says_so => Ok(()),
        Some(_) | None => Err(Forged::Issuer.into()),
    }
}

/// The level of a sign-in, if it is one of the known, and enough.
fn level(provider: &Provider, identity: &Identity, needed: u8) -> Result<u8, Refused> {
    let level = identity.acr.as_deref().and_then(|acr| provider.wanted.level_of(acr)).ok_or(Forged::Level)?;
    if level < needed { Err(assurance::Rejection::LowLevel { level, needed }.into()) } else { Ok(level) }
}

/// What the provider says of the person of an identity token, and of nobody else.
async fn claims(provider: &Provider, access_token: &str, sub: &str) -> Result<Map<String, Value>, Refused> {
    let claims: Map<String, Value> = match provider.user_info(access_token).await? {
        UserInfo::Plain(body) => serde_json::from_slice(&body).map_err(|_| Forged::Subject)?,
        UserInfo::Signed(token) => {
            provider.verified(&token, &provider.wanted.section.client_id, &["iss", "aud"]).await?
        }
    };
    if claims.get("sub").and_then(Value::as_str) == Some(sub) {
        Ok(claims)
    } else {
        Err(Forged::Subject.into())
    }
}
