//! The questions that are asked, in the order in which they are shown. A new one is a file and a word
//! in each of the two lists.

mod alert_meeting;
mod deal;
mod discount_value;
mod double_contact_objection;
mod dunning_renewal;
mod fair_win;
mod fast_start_nps;
mod fast_start_referral;
mod giveaway_inquiry;
mod insight_response;
mod joint_plan_win;
mod newsletter_win;
mod press_inquiry;
mod quick_call_win;
mod quick_webinar_call_win;
mod service_signal_sql;
mod shared_topic_click;
mod slow_response_sql;
mod tickets_renewal;
mod webinar_win;

use super::model::Question;

/// Every question.
pub const ALL: &[&dyn Question] = &[
    &webinar_win::WebinarWin,
    &quick_webinar_call_win::QuickWebinarCallWin,
    &newsletter_win::NewsletterWin,
    &fair_win::FairWin,
    &giveaway_inquiry::GiveawayInquiry,
    &press_inquiry::PressInquiry,
    &discount_value::DiscountValue,
    &quick_call_win::QuickCallWin,
    &slow_response_sql::SlowResponseSql,
    &service_signal_sql::ServiceSignalSql,
    &shared_topic_click::SharedTopicClick,
    &insight_response::InsightResponse,
    &alert_meeting::AlertMeeting,
    &joint_plan_win::JointPlanWin,
    &tickets_renewal::TicketsRenewal,
    &dunning_renewal::DunningRenewal,
    &fast_start_nps::FastStartNps,
    &fast_start_referral::FastStartReferral,
    &double_contact_objection::DoubleContactObjection,
];

/// A question by its key.
#[must_use]
pub fn find(key: &str) -> Option<&'static dyn Question> {
    ALL.iter().copied().find(|q| q.about().key == key)
}
