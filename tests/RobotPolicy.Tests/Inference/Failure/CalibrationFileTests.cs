using System.Globalization;
using System.Text;
using RobotPolicy.Control.Failure.Calibration;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Tests.Inference.Failure;

public sealed class CalibrationFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-calibration-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_ThenRead_IsTheSame_AndTheSameBytesInEveryCulture()
    {
        var written = Some();
        var errors = new List<PackageError>();
        var before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        byte[] elsewhere;
        try
        {
            CultureInfo.CurrentCulture = comma;
            elsewhere = written.ToBytes();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.True(written.Write(_folder, "failure/calibration.json", errors));
        Assert.True(written.Write(_folder, "failure/calibration.json", errors));
        var read = CalibrationFile.Read(_folder, "failure/calibration.json", errors)!;

        Assert.Empty(errors);
        Assert.Equal(elsewhere, File.ReadAllBytes(Path.Combine(_folder, "failure/calibration.json")));
        Assert.Equal(["calibration.json"], Directory.GetFiles(Path.Combine(_folder, "failure")).Select(Path.GetFileName));
        Assert.Equal(elsewhere, read.ToBytes());
        Assert.Equal((written.PackageSha256, written.Delta, written.Method, true, 12, 6, 43L, 0.4, 3), (read.PackageSha256, read.Delta, read.Method, read.Certified, read.Rollouts, read.HeldOut, read.Seed, read.CallIntervalSeconds, read.MaxCalls));
        Assert.Equal(written.Scores[0].TimeVarying, read.Scores[0].TimeVarying);
        Assert.Equal(double.PositiveInfinity, read.Scores[1].Constant);
        Assert.Equal(written.Scores[1].Cells, read.Scores[1].Cells);
        Assert.Equal(written.FalseAlarmGuarantee, read.FalseAlarmGuarantee);
    }

    [Fact]
    public void Read_NoFile_IsNoCalibrationAndNoError()
    {
        var errors = new List<PackageError>();

        Assert.Null(CalibrationFile.Read(_folder, "failure/calibration.json", errors));
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("../calibration.json")]
    [InlineData("/tmp/calibration.json")]
    [InlineData("link/calibration.json")]
    public void Write_OutsideTheFolder_IsRefused(string name)
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder, "link"), Path.GetTempPath());
        var errors = new List<PackageError>();

        Assert.False(Some().Write(_folder, name, errors));
        Assert.StartsWith("manifest.json: x-robotpolicy.failure.calibration: expected a path inside the package folder", Assert.Single(errors).ToString());
        Assert.Null(CalibrationFile.Read(_folder, name, errors));
    }

    [Theory]
    [InlineData("\"delta\": 0.1", "\"delta\": 0", "delta")]
    [InlineData("\"delta\": 0.1", "\"delta\": -0.1", "delta")]
    [InlineData("\"delta\": 0.1", "\"delta\": \"NaN\"", "delta")]
    [InlineData("\"version\": 1", "\"version\": 2", "version")]
    [InlineData("robotpolicy_calibration", "calibration", "format")]
    [InlineData("\"package_sha256\": \"aa", "\"package_sha256\": \"AA", "package_sha256")]
    [InlineData("\"certified\": true", "\"certified\": \"yes\"", "certified")]
    [InlineData("\"certified\": true,", "", "certified")]
    [InlineData("\"held_out\": 6", "\"held_out\": 13", "held_out")]
    [InlineData("\"seed\": 43", "\"seed\": -1", "seed")]
    [InlineData("\"max_calls\": 3", "\"max_calls\": 4", "scores[0].time_varying")]
    [InlineData("\"max_calls\": 3", "\"max_calls\": 5000", "max_calls")]
    [InlineData("\"call_interval\": 0.4", "\"call_interval\": 1e999", "call_interval")]
    [InlineData("\"method\": \"tvt_cp_band\"", "\"method\": \"guess\"", "method")]
    [InlineData("\"constant\": 2.5", "\"constant\": -2.5", "scores[0].constant")]
    [InlineData("\"constant\": 2.5", "\"constant\": 0", "scores[0].constant")]
    [InlineData("1.25,", "-1.25,", "scores[0].time_varying[0]")]
    [InlineData("1.25,", "\"NaN\",", "scores[0].time_varying[0]")]
    [InlineData("0.06", "0", "scores[1].cells[0]")]
    [InlineData("0.06", "null", "scores[1].cells[0]")]
    [InlineData("\"name\": \"ace\"", "\"name\": \"\"", "scores[1].name")]
    [InlineData("\"name\": \"ace\"", "\"name\": \"ace\", \"text\": \"safe\"", "scores[1].text")]
    [InlineData("\"false_alarm_guarantee\": 0.1", "\"false_alarm_guarantee\": 1.5", "false_alarm_guarantee")]
    public void Parse_WhatDoesNotFit_IsOneErrorByItsPlace(string oldText, string newText, string field)
    {
        var text = Encoding.UTF8.GetString(Some().ToBytes());
        Assert.Contains(oldText, text);
        var errors = new List<PackageError>();

        Assert.Null(CalibrationFile.Parse(Encoding.UTF8.GetBytes(text.Replace(oldText, newText, StringComparison.Ordinal)), "c.json", errors));

        Assert.Equal(("c.json", field), (Assert.Single(errors).File, errors[0].Field));
    }

    [Fact]
    public void Parse_DamagedBytes_NeverThrow()
    {
        var sound = Some().ToBytes();
        var random = new Random(11);
        var refused = 0;
        for (var round = 0; round < 2000; round++)
        {
            var damaged = sound[..(random.Next(4) == 0 ? random.Next(sound.Length) : sound.Length)];
            for (var i = random.Next(1, 6); i > 0 && damaged.Length > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var errors = new List<PackageError>();
            Assert.Equal(CalibrationFile.Parse(damaged, "c.json", errors) is null, errors.Count > 0);
            refused += errors.Count > 0 ? 1 : 0;
        }

        Assert.InRange(refused, 1000, 2000);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-1)]
    [InlineData(0)]
    public void ToBytes_AThresholdThatIsNone_Throws(double constant)
    {
        var wrong = Some() with { Scores = [Some().Scores[0] with { Constant = constant }] };

        Assert.Contains("scores[0].constant", Assert.Throws<InvalidOperationException>(wrong.ToBytes).Message);
    }

    [Fact]
    public void Read_AFileThatIsTooLarge_IsRefused()
    {
        File.WriteAllBytes(Path.Combine(_folder, "c.json"), new byte[(4 << 20) + 1]);
        var errors = new List<PackageError>();

        Assert.Null(CalibrationFile.Read(_folder, "c.json", errors));
        Assert.Contains("expected a file of 1 to 4194304 bytes", Assert.Single(errors).ToString());
    }

    private static CalibrationFile Some() => new()
    {
        PackageSha256 = new string('a', 64),
        Delta = 0.1,
        Method = ThresholdMethod.BandConformal,
        Certified = true,
        Rollouts = 12,
        HeldOut = 6,
        Seed = 43,
        CallIntervalSeconds = 0.4,
        MaxCalls = 3,
        FalseAlarmGuarantee = 0.1,
        Scores =
        [
            new CalibratedScore { Name = "rnd_oe", Window = 3, Constant = 2.5, TimeVarying = [1.25, 1d / 3, double.PositiveInfinity] },
            new CalibratedScore { Name = "ace", Window = 5, Cells = [0.06], Ranges = [2] },
        ],
    };
}
