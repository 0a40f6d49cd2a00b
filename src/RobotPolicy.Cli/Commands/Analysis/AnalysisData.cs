using RobotPolicy.Cli.Output;
using RobotPolicy.Cli.Output.Pages;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Analysis.Measures;
using static RobotPolicy.Cli.Commands.Analysis.AnalysisPage;

namespace RobotPolicy.Cli.Commands.Analysis;

/// <summary>The part of the page about the recordings as data to learn from.</summary>
internal static class AnalysisData
{
    private const int MaxRows = 200;

    public static void Write(Page page, LogAnalysis analysis)
    {
        Diversity(page, analysis);
        Coverage(page, analysis);
        Segments(page, analysis);
    }

    private static void Diversity(Page page, LogAnalysis analysis)
    {
        var (policy, human) = (analysis.PolicyDiversity, analysis.HumanDiversity);
        const string Next = "σ: root of the mean variance of s′ − s, a tenth of a second later, among the nearest neighbours in state and action.";
        const string Action = "Standard deviation of a − s among the nearest neighbours in state.";
        var table = new PageTable("joint", "unit", $"#policy: next state|{Next}", $"#policy: action|{Action}", $"#human: next state|{Next}", $"#human: action|{Action}");
        for (var joint = 0; joint < analysis.Robot.Joints.Count; joint++)
            table.Row(
                analysis.Robot.Joints[joint].Name, analysis.Robot.Joints[joint].Prismatic ? "m" : "rad", Digits(policy.NextSigma[joint]), Digits(policy.ActionSigma[joint]),
                Digits(human.NextSigma[joint]), Digits(human.ActionSigma[joint]));
        page.Section("Transition diversity", "How differently the same goes on, and how differently the same is acted in. The larger the first, the more of the state space a policy can be led back from; the larger the second, the harder it is to imitate.")
            .Table(table)
            .List([Sentence("policy", policy), Sentence("human", human)])
            .EndSection();
    }

    private static string Sentence(string who, TransitionDiversity diversity) => diversity.Count == 0
        ? $"{who}: no transitions."
        : Page.Invariant($"{who}: σ is {diversity.Sigma * 100:0.###} % of the joints’ ranges, of {diversity.Queries} among {diversity.Count} transitions and their {TransitionDiversity.NeighbourCount} neighbours {(diversity.AcrossEpisodes ? "in other tasks" : "in the same task, as there is no other")}.");

    private static void Coverage(Page page, LogAnalysis analysis)
    {
        var (policy, human) = (analysis.PolicyCoverage, analysis.HumanCoverage);
        var table = new PageTable("joint", "unit", "#limits", "#policy from", "#to", "#of the range", "#human from", "#to", "#of the range");
        for (var joint = 0; joint < analysis.Robot.Joints.Count; joint++)
        {
            var each = analysis.Robot.Joints[joint];
            var range = each.MaxPosition - each.MinPosition;
            var (policyLeast, policyMost) = policy.RangeOf(joint);
            var (humanLeast, humanMost) = human.RangeOf(joint);
            table.Row(
                each.Name, each.Prismatic ? "m" : "rad", Page.Invariant($"{each.MinPosition:G4} to {each.MaxPosition:G4}"), Digits(policyLeast), Digits(policyMost), Share(policyMost - policyLeast, range),
                Digits(humanLeast), Digits(humanMost), Share(humanMost - humanLeast, range));
        }

        page.Section("State coverage", $"Cells are tenths of each joint’s range together. Effective: as many cells, visited equally often, would be as even.")
            .Facts(
                (Page.Invariant($"{policy.Cells}{(policy.IsCut ? "+" : "")}"), "cells, policy", "Different cells that the measured joints were in while the policy was executed."),
                (Page.Invariant($"{policy.EffectiveCells:0.#}"), "effective, policy", "exp of the entropy of visits."),
                (Page.Invariant($"{human.Cells}{(human.IsCut ? "+" : "")}"), "cells, human", "The same while a human was in command."),
                (human.Count > 0 ? Page.Invariant($"{human.EffectiveCells:0.#}") : "–", "effective, human", "exp of the entropy of visits."),
                (human.Cells > 0 ? Share(human.ShareOutside(policy), 1) : "–", "of the human’s cells are new", "Share of the human’s cells in which the policy never was."))
            .Table(table).EndSection();
    }

    private static void Segments(Page page, LogAnalysis analysis)
    {
        var seconds = AnalysisFigures.Seconds(analysis).All;
        var table = new PageTable("recording", "task", "#from, s", "#to, s", "#for, s", "what") { Empty = "None: in every task somebody moved the arm all the time, and got somewhere.", LeftOut = Math.Max(0, analysis.Segments.Count - MaxRows) };
        foreach (var each in analysis.Segments.Take(MaxRows))
            table.Row(each.Log, each.Task, Fixed(each.StartSeconds), Fixed(each.EndSeconds), Fixed(each.EndSeconds - each.StartSeconds), new Cell(Name(each.Kind), each.Kind == SegmentKind.Idle ? Tone.Dim : Tone.Warn));
        page.Section("Idle and extraneous stretches", "What a policy should better not learn from. Holds are not among them. Times since the first tick of the recording.")
            .List(Enum.GetValues<SegmentKind>().Select(kind => Page.Invariant($"{Name(kind)}: {analysis.Segments.Count(each => each.Kind == kind)}, {Share(analysis.Segments.Where(each => each.Kind == kind).Sum(each => each.EndSeconds - each.StartSeconds), seconds)} of the tasks’ time")))
            .Table(table).EndSection();
    }

    private static string Name(SegmentKind kind) => kind switch
    {
        SegmentKind.Idle => "nobody moves",
        SegmentKind.NoProgress => "moves without getting anywhere",
        _ => "moves after success",
    };
}
