using System.CommandLine;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Questions;

/// <summary><c>questions</c>: what the service asks, and our answers.</summary>
internal static class QuestionCommands
{
    public static Command Build(CommandRunner runner) => new("questions", """
        What the service asks. The arm is held until it is answered.

          robotctl questions answer                 the oldest open question, by a prompt
          robotctl questions answer q-3 yes
        """)
    {
        List(runner),
        runner.Bind(new Command("watch", "Open questions, then every new one and every change, until Ctrl-C."), WatchAsync),
        Answer(runner),
    };

    private static Command List(CommandRunner runner)
    {
        var open = new Option<bool>("--open") { Description = "Only what is not answered." };
        var command = new Command("list", "Questions, newest first.") { open };
        return runner.Bind(command, async (run, stop) =>
        {
            var request = new ListQuestionsRequest { OnlyOpen = run.Parsed.GetValue(open) };
            var answer = await run.Robot.Questions.ListQuestionsAsync(request, run.Robot.Once(stop)).ConfigureAwait(false);
            run.Printer.Answer(answer.Questions, () => QuestionText.Table(answer.Questions, run.Terminal.Time));
            return ExitCode.Ok;
        });
    }

    private static async Task<int> WatchAsync(Invocation run, CancellationToken stop)
    {
        using var call = run.Robot.Questions.WatchQuestions(new WatchQuestionsRequest(), run.Robot.Streaming(stop));
        await foreach (var change in call.ResponseStream.ReadAllAsync(stop).ConfigureAwait(false))
        {
            run.Printer.Answer(change, QuestionText.Line(change.Question, run.Terminal.Time), change.Question.ClosedAt is null ? Tone.Warn : Tone.Plain);
            if (change.Lost > 0 && !run.Printer.Json)
                run.Printer.Note($"{change.Lost} events were lost: this terminal is too slow.", Tone.Warn);
        }

        return ExitCode.Ok;
    }

    private static Command Answer(CommandRunner runner)
    {
        var id = new Argument<string?>("question") { Description = "Id of the question; the oldest open one if left out.", Arity = ArgumentArity.ZeroOrOne };
        var choice = new Argument<string?>("choice") { Description = "Id of a choice; asked on the terminal if left out.", Arity = ArgumentArity.ZeroOrOne };
        var comment = new Option<string>("--comment", "-c") { Description = "At most 200 characters.", HelpName = "text" };
        var command = new Command("answer", "Answer a question. Takes the lease for the answer; the task goes on without it.") { id, choice, comment };
        return runner.Bind(command, async (run, stop) =>
        {
            var questionId = run.Parsed.GetValue(id);
            var choiceId = run.Parsed.GetValue(choice);
            if (questionId is null || choiceId is null)
            {
                var open = await run.Robot.Questions.ListQuestionsAsync(new ListQuestionsRequest { OnlyOpen = true }, run.Robot.Once(stop))
                    .ConfigureAwait(false);
                var question = questionId is null
                    ? open.Questions.MinBy(each => each.AskedAt?.ToDateTime() ?? DateTime.MinValue)
                    : open.Questions.FirstOrDefault(each => each.QuestionId == questionId);
                if (question is null)
                    throw new CommandException(ExitCode.Refused, questionId is null ? "no question is open." : $"the question {questionId} is not open.");
                questionId = question.QuestionId;
                choiceId = await QuestionPrompt.AskAsync(run, question, stop).ConfigureAwait(false);
            }

            var request = new AnswerQuestionRequest { QuestionId = questionId, Choice = choiceId, Comment = run.Parsed.GetValue(comment) ?? "" };
            return await run.WithLeaseAsync(
                async (_, token) =>
                {
                    var answered = await run.Robot.Questions.AnswerQuestionAsync(request, run.Robot.Once(token)).ConfigureAwait(false);
                    run.Printer.Answer(answered, QuestionText.Line(answered, run.Terminal.Time), Tone.Good);
                    return ExitCode.Ok;
                },
                keepRunning: true,
                takeOver: false,
                stop).ConfigureAwait(false);
        });
    }
}
