using RobotPolicy.Cli.Output.Pages;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Analysis.Measures;

namespace RobotPolicy.Cli.Commands.Analysis;

/// <summary>How the page's numbers are computed, and where the formulas come from.</summary>
internal static class AnalysisNotes
{
    public static void Write(Page page, LogAnalysis analysis)
    {
        page.Section("Notes");
        page.Html.Append("<dl>");
        Note(page, "Units", "Times in seconds unless a column says ms; joints in rad, sliding ones in m. “Of the range”: divided by upper minus lower position limit of the hardware profile. Differences over all joints are √(mean over joints of (difference ÷ range)²).");
        Note(page, "Success", "k successes of n judged tasks; middle 95 % of the posterior Beta(k + 1, n − k + 1), which follows from a uniform prior (as in TRI’s evaluation of large behaviour models). Labels of robotctl logs label count before verdicts at run time.");
        Note(page, "Takeovers", "From the first to the last tick in mode human. Operator: who the recording’s intervention events name within five seconds before; else the stream that was listened to. Reaction: from the tick in which the monitor’s state became alarm, where nobody had taken over since.");
        Note(page, "Alarms", "An alarm is an edge of the state that the monitor’s report had in the ticks. True: the task failed; false: it succeeded. Lead time: from the first alarm to the end of the task.");
        Note(page, "Policy against human", "Ticks in mode human with the human as source and an active schedule: target of the tick (the policy in shadow) minus the command after blending and limits. What the policy would have come to had it been obeyed is not known.");
        Note(page, "Transition diversity", Page.Invariant($"After “Data Quality in Imitation Learning” (action divergence and transition diversity): the noise scale σ in s′ ∼ N(μ(s, a), σ²I). Estimated by us from up to 4000 transitions of 0.1 s drawn fairly from all: for up to 400 of them the unbiased variance of s′ − s among the {TransitionDiversity.NeighbourCount} nearest in (s, a), scaled by ranges, averaged; neighbours come from other tasks where there are some. What the joints do not show, such as an object’s place, counts as noise."));
        Note(page, "Compatibility", "After ELICIT (“Eliciting Compatible Demonstrations”): 1 − min(error ÷ λ, 1) where novelty < η, else 1; a step contradicts where error > λ and novelty < η. Its ensemble of policies is not there. "
            + (analysis.NoveltyIsSpread
                ? "Novelty is the score ace of the newest inference, the spread of its sampled chunks. "
                : "Novelty is √(mean over joints of (difference ÷ range)²) to the nearest of up to 4000 states of the policy in other tasks. ")
            + Page.Invariant($"Thresholds are ours, not the paper’s: λ is the {Compatibility.Share:P0} quantile of what consecutive chunks of one epoch differ by about the same instants, η that of the novelty of the policy’s own steps."));
        Note(page, "Idle and extraneous", Page.Invariant($"Ours: nobody moves where every joint’s commanded speed is below {MotionWatch.StandingShare:P0} of its limit for {MotionWatch.MinIdleSeconds} s; without getting anywhere where, within {MotionWatch.WindowSeconds} s, the commanded way is at least a twentieth of the ranges and the arm never gets farther than 15 % of it from where it was or, where the policy states its progress, that grows by less than 0.01; after success where the arm moves after the first verdict of success."));
        Note(page, "Like moments", "Cosine of the encodings that the policy gave with its inferences; compared one by one with all inferences of all recordings.");
        Note(page, "Times", "Request to chunk: from an inference’s request to its end. Observation age: from the observation’s instant to the tick that took its chunk over, and what commands take to have their effect. Tick lateness: beginning of a tick against one period after the one before.");
        page.Html.Append("</dl>");
        page.EndSection();
    }

    private static void Note(Page page, string term, string text) =>
        page.Html.Append("<dt>").Append(Page.Encode(term)).Append("</dt><dd>").Append(Page.Encode(text)).Append("</dd>");
}
