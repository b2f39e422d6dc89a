"""The stories of a child's safety: what comes before each, and the story itself."""

from samaki.journeys.safeguarding import missing, placing, planning

TEXT = "Secretword"


class SafetyScenes:
    """For `Scenes`, which has `told`, and `of_heard_child` and `made` of `ChildScenes`."""

    def safety_scenes(self):
        plan = {"words": {"fears": TEXT}, "assent": "yes"}
        contact = {"ways": ["school"], "never": [], "words": {"when": TEXT}}
        stay = {"sort": "shelter", "basis": "not_known", "text": TEXT}
        gone = {"text": TEXT}

        def after(story, before, given, name, **more):
            return lambda: self.told(story, **{name: self.made(before, **given).id}, **more)

        return {
            "write_safety_plan": self.of_heard_child(planning.write_safety_plan, **plan),
            "review_safety_plan": after(planning.review_safety_plan, planning.write_safety_plan, plan, "plan_id", assent="no", text=TEXT),
            "end_safety_plan": after(planning.end_safety_plan, planning.write_safety_plan, plan, "plan_id", text=TEXT),
            "mark_safety_plan_error": after(planning.mark_safety_plan_error, planning.write_safety_plan, plan, "plan_id", text=TEXT),
            "write_safe_contact": self.of_heard_child(planning.write_safe_contact, **contact),
            "mark_safe_contact_error": after(planning.mark_safe_contact_error, planning.write_safe_contact, contact, "contact_id",
                                             text=TEXT),
            "look_at_family": self.of_heard_child(placing.look_at_family, sort="kin", why="cannot", text=TEXT),
            "place_child": self.of_heard_child(placing.place_child, **stay),
            "set_custody_basis": after(placing.set_custody_basis, placing.place_child, stay, "placement_id", basis="court", text=TEXT),
            "end_placement": after(placing.end_placement, placing.place_child, stay, "placement_id", reason="moved", text=TEXT),
            "mark_placement_error": after(placing.mark_placement_error, placing.place_child, stay, "placement_id", text=TEXT),
            "report_missing": self.of_heard_child(missing.report_missing, **gone),
            "find_missing": after(missing.find_missing, missing.report_missing, gone, "missing_id", how="found", text=TEXT),
            "mark_missing_error": after(missing.mark_missing_error, missing.report_missing, gone, "missing_id", text=TEXT),
        }  # fmt: skip
