//! `registro show case`: a disciplinary case, as an audit officer looks at it.

use registro_domain::ids::CaseId;
use registro_projections::directory::Directory;

use super::{Failure, Shown};
use crate::answers::Moment;
use crate::app::App;
use crate::docket::text::text;
use crate::http::cases::answer;

pub(super) async fn show_case(
    app: &App,
    directory: &Directory,
    case: &str,
    moment: Moment,
) -> Result<Shown, Failure> {
    let case = CaseId(case.parse().map_err(|_| "non è l'identificativo di un caso")?);
    let file = app.case(case, moment).await?.filter(|file| !file.is_expunged());
    let file = file.ok_or("il caso non si trova")?;
    let docket = app.docket(file, directory, moment, app.register.today()).await?;
    let acts = app.acts_of(&docket.file).await?;
    let json = serde_json::to_value(answer(&docket, &acts, directory)?)?;
    Ok((json, text(&docket, &acts, directory)))
}
