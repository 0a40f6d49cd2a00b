using System.Text;
using System.Text.Json;
using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Tests.Cli.Doctor;

public sealed class DoctorTextTests
{
    private static readonly Finding[] Findings =
    [
        Finding.Ok("kernel", "6.1"),
        new("cores", CheckState.Advice, "1", "Give it two.\nOr three."),
        new("receive buffer", CheckState.Problem, "213 kB", "A picture does not fit into it.", "sudo sysctl -w net.core.rmem_max=8388608"),
        Finding.NotApplicable("GPU", "none"),
    ];

    [Fact]
    public void ToDo_IsTheWorstFirstWithCommandsOnLinesOfTheirOwn() => Assert.Equal(
        [
            "", "receive buffer: problem", "    A picture does", "    not fit into it.", "    sudo sysctl -w net.core.rmem_max=8388608",
            "", "cores: advice", "    Give it two.", "    Or three.",
        ],
        DoctorText.ToDo(Findings, 20).Select(line => line.Text));

    [Fact]
    public void Summary_CountsEachState()
    {
        Assert.Equal(("1 problem, 1 piece of advice, 1 fine, 1 not applicable.", Tone.Bad), DoctorText.Summary(Findings));
        Assert.Equal(("0 problems, 0 pieces of advice, 1 fine, 0 not applicable.", Tone.Good), DoctorText.Summary(Findings[..1]));
    }

    [Fact]
    public void Json_LeavesOutWhatIsEmpty()
    {
        Assert.Equal("""{"check":"kernel","state":"ok","found":"6.1"}""", Json(Findings[0]));
        Assert.Equal(
            """{"check":"receive buffer","state":"problem","found":"213 kB","why":"A picture does not fit into it.","command":"sudo sysctl -w net.core.rmem_max=8388608"}""",
            Json(Findings[2]));
        Assert.Equal("""{"check":"GPU","state":"not_applicable","found":"none"}""", Json(Findings[3]));
    }

    [Fact]
    public void Checkup_OnAMachineThatShowsNothing_FindsSomethingForEveryCheckAndThrowsNowhere()
    {
        using var machine = new MadeUpMachine();

        var findings = Checkup.Run(machine.Machine);

        Assert.Equal(findings.Count, findings.Select(finding => finding.Name).Distinct().Count());
        Assert.All(findings, finding => Assert.NotEqual("", finding.Found));
        Assert.All(findings.Where(finding => finding.State is CheckState.Advice or CheckState.Problem), finding => Assert.NotEqual("", finding.Why));
        Assert.All(findings.Where(finding => finding.State is CheckState.Ok or CheckState.NotApplicable), finding => Assert.Equal("", finding.Command));
    }

    private static string Json(Finding finding)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            DoctorText.Write(json, finding);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
