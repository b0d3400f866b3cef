//! One connection to the token: the library started, the user logged in, sessions and key handles kept for reuse.

use super::{LinkError, Pkcs11Settings};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::object::ObjectHandle;
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use parking_lot::{Condvar, Mutex};
use std::collections::HashMap;

/// A connection. Sessions share its login (PKCS#11 v2.40 section 5.6: the login is the application's, per token).
pub(super) struct Link {
    // Declared first, so that sessions are closed before the library is finalized.
    sessions: Mutex<Sessions>,
    returned: Condvar,
    handles: Mutex<HashMap<String, ObjectHandle>>,
    slot: Slot,
    sessions_max: usize,
    context: Pkcs11,
}

struct Sessions {
    /// Keeps the login: it ends with the last session.
    _pilot: Session,
    idle: Vec<Session>,
    open: usize,
}

impl Link {
    /// Starts the library, finds the token and logs in.
    pub(super) fn open(settings: &Pkcs11Settings) -> Result<Self, LinkError> {
        let library =
            |error: &Error| LinkError::Library(settings.module.display().to_string(), error.to_string());
        let context = Pkcs11::new(&settings.module).map_err(|error| library(&error))?;
        match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            Err(error) => return Err(library(&error)),
        }
        match Self::log_in(settings, &context) {
            Ok((slot, pilot)) => Ok(Link {
                sessions: Mutex::new(Sessions { _pilot: pilot, idle: Vec::new(), open: 0 }),
                returned: Condvar::new(),
                handles: Mutex::default(),
                slot,
                sessions_max: settings.sessions_max.max(1),
                context,
            }),
            Err(error) => {
                // Modules read their list of tokens when they are started: start anew the next time.
                let _ = context.finalize();
                Err(error)
            }
        }
    }

    fn log_in(settings: &Pkcs11Settings, context: &Pkcs11) -> Result<(Slot, Session), LinkError> {
        let mut found = None;
        for slot in context.get_slots_with_token()? {
            if context.get_token_info(slot).is_ok_and(|info| info.label() == settings.token) {
                found = Some(slot);
            }
        }
        let slot = found.ok_or_else(|| LinkError::NoToken(settings.token.clone()))?;
        let session = context.open_rw_session(slot)?;
        let pin = AuthPin::from(settings.pin.as_str());
        match session.login(UserType::User, Some(&pin)) {
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok((slot, session)),
            Err(Error::Pkcs11(
                RvError::PinIncorrect | RvError::PinLocked | RvError::PinInvalid | RvError::PinLenRange,
                _,
            )) => Err(LinkError::Pin),
            Err(error) => Err(error.into()),
        }
    }

    /// Lends a session to `work`, waiting for one while all are lent.
    pub(super) fn with_session<T>(
        &self,
        work: impl FnOnce(&Session) -> Result<T, LinkError>,
    ) -> Result<T, LinkError> {
        let session = self.borrow()?;
        let outcome = work(&session);
        let mut sessions = self.sessions.lock();
        match &outcome {
            Ok(_) => sessions.idle.push(session),
            // Whatever state the error left it in, it is not lent again.
            Err(_) => {
                drop(session);
                sessions.open = sessions.open.saturating_sub(1);
            }
        }
        drop(sessions);
        self.returned.notify_one();
        outcome
    }

    fn borrow(&self) -> Result<Session, LinkError> {
        let mut sessions = self.sessions.lock();
        loop {
            if let Some(session) = sessions.idle.pop() {
                return Ok(session);
            }
            if sessions.open < self.sessions_max {
                let session = self.context.open_rw_session(self.slot)?;
                sessions.open += 1;
                return Ok(session);
            }
            self.returned.wait(&mut sessions);
        }
    }

    /// The handle remembered for a key.
    pub(super) fn handle(&self, name: &str) -> Option<ObjectHandle> {
        self.handles.lock().get(name).copied()
    }

    /// Remembers the handle of a key.
    pub(super) fn remember(&self, name: &str, handle: ObjectHandle) {
        self.handles.lock().insert(name.to_owned(), handle);
    }

    /// Closes every session and stops the library. Nobody may be using the connection.
    pub(super) fn close(self) {
        drop(self.sessions);
        if let Err(error) = self.context.finalize() {
            tracing::debug!(error = %error, "the PKCS#11 library did not stop in order");
        }
    }
}
